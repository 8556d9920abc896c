//! Where settings come from: the defaults, a file, the environment, flags. Later wins.

use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Metadata, Profile, Provider};

use super::error::{ConfigError, Problem};

/// The defaults, and the reference of all keys.
pub const REFERENCE: &str = include_str!("../../config/default.toml");

/// What the names of our environment variables begin with; two more underscores part the key's path.
const PREFIX: &str = "ROUNDEL__";

/// The variable that names the configuration file when no flag does.
const FILE_VARIABLE: &str = "ROUNDEL_CONFIG";

/// What a configuration is made from, besides the defaults.
#[derive(Clone, Default)]
pub struct Sources {
    /// A TOML file; without one, the file that `ROUNDEL_CONFIG` names, if it is set.
    pub file: Option<PathBuf>,
    /// Environment variables, by name; those that are not ours are ignored.
    pub environment: Vec<(String, String)>,
    /// Flags that stand for a key.
    pub flags: Vec<FlagValue>,
}

/// A command line flag that stands for a key.
#[derive(Clone)]
pub struct FlagValue {
    /// As typed: `--listen`.
    pub flag: &'static str,
    /// The key it sets: `http.listen`.
    pub key: &'static str,
    /// What was given.
    pub value: String,
}

/// The process's environment variables that concern Roundel.
///
/// A value that is not UTF-8 is taken with replacement characters, and refused where it matters.
pub fn own_variables() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .filter(|(name, _)| name.starts_with(PREFIX) || name == FILE_VARIABLE || meant_name(name).is_some())
        .collect()
}

/// What a variable's name was perhaps meant to be: one that would name a key if all its underscores were double.
fn meant_name(name: &str) -> Option<String> {
    const SECTIONS: [&str; 7] = ["DATABASE", "HTTP", "GRAPHQL", "SUBSCRIPTIONS", "MAIL", "WORKER", "LOG"];
    let rest = name.strip_prefix("ROUNDEL_").filter(|rest| !rest.starts_with('_'))?;
    let (section, key) = rest.split_once('_').filter(|(section, _)| SECTIONS.contains(section))?;
    let key = key.trim_start_matches('_');
    let key = key.strip_prefix("SMTP_").map_or_else(|| key.to_owned(), |key| format!("SMTP__{key}"));
    Some(format!("{PREFIX}{section}__{key}"))
}

/// The values from one place.
pub(super) struct Layer {
    /// The place, as an error names it.
    pub origin: String,
    /// The values, by section and key.
    pub values: Dict,
}

impl Layer {
    /// The embedded defaults.
    pub fn defaults() -> Result<Self, ConfigError> {
        Self::toml("built-in default".to_owned(), REFERENCE)
    }

    fn file(path: &Path) -> Result<Self, ConfigError> {
        let origin = format!("file {}", path.display());
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::Unreadable { origin: origin.clone(), reason: error.to_string() })?;
        Self::toml(origin, &text)
    }

    fn toml(origin: String, text: &str) -> Result<Self, ConfigError> {
        match Toml::string(text).data() {
            Ok(mut profiles) => {
                Ok(Self { origin, values: profiles.remove(&Profile::Default).unwrap_or_default() })
            }
            Err(error) => {
                Err(ConfigError::Unreadable { origin, reason: without_quotation(&error.to_string()) })
            }
        }
    }

    /// One value given as text; read as the type its default has, so that a password of digits stays text.
    fn single(origin: String, path: &[&str], text: &str, defaults: &Dict) -> Self {
        let default = defaults.get(path[0]).and_then(|section| section.find_ref(&path[1..].join(".")));
        // Text that is no number or truth value stays text, which the type check then refuses.
        let read = match default {
            Some(Value::Bool(..)) => text.parse::<bool>().ok().map(Value::from),
            Some(Value::Num(..)) => text.parse::<i64>().ok().map(Value::from),
            Some(Value::Array(..)) => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                Some(items.map(Value::from).collect::<Vec<_>>().into())
            }
            _ => None,
        };
        let value = read.unwrap_or_else(|| Value::from(text));
        let nested =
            path.iter().rev().fold(value, |inner, name| Value::from(Dict::from([((*name).into(), inner)])));
        Self { origin, values: nested.into_dict().unwrap_or_default() }
    }
}

/// TOML's errors quote the line, which may hold a secret: keeps the position and the reason.
fn without_quotation(error: &str) -> String {
    error.lines().filter(|line| !line.contains('|') && !line.trim().is_empty()).collect::<Vec<_>>().join(": ")
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

impl Sources {
    /// The layers over the defaults, weakest first.
    pub(super) fn layers(&self, defaults: &Dict) -> Result<Vec<Layer>, ConfigError> {
        let named = self.environment.iter().find(|(name, value)| name == FILE_VARIABLE && !value.is_empty());
        let file = self.file.clone().or_else(|| named.map(|(_, path)| PathBuf::from(path)));
        let mut layers = file.iter().map(|path| Layer::file(path)).collect::<Result<Vec<_>, _>>()?;
        for (name, value) in &self.environment {
            if let Some(meant) = meant_name(name) {
                // It would have been ignored, and the clinic's records might have gone elsewhere.
                return Err(ConfigError::Invalid(vec![Problem {
                    origin: format!("environment variable {name}"),
                    key: name.clone(),
                    given: None,
                    allowed: "names no key: two underscores stand before the section and before the key"
                        .to_owned(),
                    suggestion: Some(meant),
                }]));
            }
            if let Some(path) = name.strip_prefix(PREFIX) {
                let path = path.to_ascii_lowercase();
                let path: Vec<_> = path.split("__").collect();
                layers.push(Layer::single(format!("environment variable {name}"), &path, value, defaults));
            }
        }
        for FlagValue { flag, key, value } in &self.flags {
            let path: Vec<_> = key.split('.').collect();
            layers.push(Layer::single(format!("flag {flag}"), &path, value, defaults));
        }
        Ok(layers)
    }
}
