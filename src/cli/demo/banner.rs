//! What is printed once the demo is served.

use std::net::SocketAddr;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::files::DemoFiles;
use crate::app::demo;
use crate::cli::again::quoted;
use crate::domain::time::{Zone, local};

/// The week, the groups and who may not return, as the tests run it.
const OVERVIEW: &str = include_str!("../../../graphql/operations/demo/overview.graphql");

/// The query to try, of the week that `now` lies in: it needs no variables, so it can be pasted as it stands.
pub(super) fn query(now: Timestamp) -> String {
    let monday = Zone::parse(demo::ZONE).map_or_else(|_| Date::default(), |zone| monday(now, &zone));
    OVERVIEW.replacen("$startingOn: LocalDate!", &format!("$startingOn: LocalDate! = \"{monday}\""), 1)
}

fn monday(now: Timestamp, zone: &Zone) -> Date {
    let today = local(now, zone).date();
    today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).unwrap_or(today)
}

/// Where everything is.
pub(super) fn banner(address: SocketAddr, files: &DemoFiles, token: &str, query: &str) -> String {
    let DemoFiles { folder: _, mark: _, database, token: token_file, query: query_file, mail } = files;
    let (token_path, query_path) = (token_file.display(), query_file.display());
    let (quoted_token, quoted_query) = (quoted(&token_path.to_string()), quoted(&query_path.to_string()));
    format!(
        "\
The demo is served until you press Ctrl-C. Everybody in it is invented.

  GraphQL    http://{address}/graphql
  GraphiQL   http://{address}/graphiql
  token      {token}
             (an administrator's, also in {token_path})
  database   {database}
  mail       {mail}   (the first ones come within a minute)

Ask for the week and for who may not return, in a shell:

  curl -sG http://{address}/graphql -H \"Authorization: Bearer $(cat {quoted_token})\" \\
    --data-urlencode query@{quoted_query}

or in GraphiQL, with {{\"Authorization\": \"Bearer {token}\"}} under Headers:

{query}",
        query = query.trim_end(),
        database = database.display(),
        mail = mail.display(),
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_query_is_of_the_week_that_the_first_site_is_in() {
        // A Monday in Madrid, still Sunday in New York.
        let query = query("2026-06-15T01:30:00Z".parse().unwrap());
        assert!(query.starts_with("query Overview($startingOn: LocalDate! = \"2026-06-08\", "), "{query}");
    }

    #[test]
    fn the_banner_names_every_place() {
        let files = DemoFiles::of(Path::new("/tmp/my demo"));
        let text = banner("127.0.0.1:8080".parse().unwrap(), &files, "rdl_x", "query { viewer }");
        for part in [
            "http://127.0.0.1:8080/graphql",
            "http://127.0.0.1:8080/graphiql",
            "rdl_x",
            "/tmp/my demo/demo.db",
            "/tmp/my demo/mail",
            "$(cat '/tmp/my demo/token')",
            "query { viewer }",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
