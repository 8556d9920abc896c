//! From sources to settings.

use figment::Figment;
use figment::value::{Dict, Value};

use super::check::Checks;
use super::error::{ConfigError, Problem, complaint, show};
use super::keys::{join, unknown_keys};
use super::layers::{Layer, Sources};
use super::settings::Settings;

/// One key with the value in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The key's path, as in `http.listen`.
    pub key: String,
    /// The value as TOML would have it, or a mask for a secret.
    pub value: String,
    /// Where it was given.
    pub origin: String,
}

/// Reads, layers and checks the settings.
///
/// # Errors
/// `Unreadable` if a file is missing or not TOML; `Invalid`, with all that was found, if a key is unknown or a
/// value has the wrong type or is not allowed.
pub fn load(sources: &Sources) -> Result<Settings, ConfigError> {
    check(&layered(sources)?)
}

/// Lists every key with the value in force and where it comes from, if the settings can be used.
///
/// # Errors
/// As `load`.
pub fn explain(sources: &Sources) -> Result<Vec<Effective>, ConfigError> {
    let figment = layered(sources)?;
    check(&figment)?;
    let mut rows = Vec::new();
    let all: Dict = figment.extract().map_err(|error| from_figment(&figment, &error))?;
    flatten(&figment, "", &all, &mut rows);
    Ok(rows)
}

/// Where a key's value in force was given, if it is not the default; nothing is checked.
///
/// # Errors
/// `Unreadable` if a file is missing or not TOML; `Invalid` if a key is unknown.
pub fn given_by(sources: &Sources, key: &str) -> Result<Option<String>, ConfigError> {
    let given = origin(&layered(sources)?, key);
    Ok((given != Layer::defaults()?.origin).then_some(given))
}

fn layered(sources: &Sources) -> Result<Figment, ConfigError> {
    let defaults = Layer::defaults()?;
    let layers = sources.layers(&defaults.values)?;
    let unknown: Vec<_> = layers
        .iter()
        .flat_map(|layer| unknown_keys(&layer.origin, &layer.values, &defaults.values))
        .collect();
    if unknown.is_empty() {
        Ok(layers.into_iter().fold(Figment::from(defaults), Figment::merge))
    } else {
        Err(ConfigError::Invalid(unknown))
    }
}

fn check(figment: &Figment) -> Result<Settings, ConfigError> {
    let settings: Settings = figment.extract().map_err(|error| from_figment(figment, &error))?;
    let mut checks = Checks::default();
    settings.validate(&mut checks);
    if checks.found.is_empty() {
        return Ok(settings);
    }
    let problem = |invalid: super::check::Invalid| Problem {
        origin: origin(figment, invalid.key),
        key: invalid.key.to_owned(),
        given: Some(invalid.given),
        allowed: invalid.allowed,
        suggestion: None,
    };
    Err(ConfigError::Invalid(checks.found.into_iter().map(problem).collect()))
}

/// The first value that has the wrong type: the deserializer stops there.
fn from_figment(figment: &Figment, error: &figment::Error) -> ConfigError {
    let key = error.path.join(".");
    let (allowed, suggestion) = complaint(&error.kind);
    let given = figment.find_value(&key).ok().map(|value| show(&key, &value));
    ConfigError::Invalid(vec![Problem { origin: origin(figment, &key), key, given, allowed, suggestion }])
}

fn origin(figment: &Figment, key: &str) -> String {
    figment.find_metadata(key).map_or_else(|| "configuration".to_owned(), |found| found.name.to_string())
}

fn flatten(figment: &Figment, parent: &str, values: &Dict, rows: &mut Vec<Effective>) {
    for (name, value) in values {
        let key = join(parent, name);
        match value {
            Value::Dict(_, inner) => flatten(figment, &key, inner, rows),
            value => {
                rows.push(Effective { value: show(&key, value), origin: origin(figment, &key), key });
            }
        }
    }
}
