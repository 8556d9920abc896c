//! Keeps mails neutral: what must stand in none of them.
//!
//! The tests lint every kind of mail in every language. The words themselves are the domain's (`domain::neutral`), which
//! refuses them in the name that a clinic's mails carry.

use crate::domain::neutral::forbidden_words;
use crate::mail::render::RenderedMail;

/// What a mail may contain although the lint would object.
#[derive(Debug, Clone, Copy, Default)]
pub struct Allowed<'a> {
    /// Links, in full.
    pub links: &'a [&'a str],
    /// What links to the service's own pages begin with; only https counts.
    pub link_base: Option<&'a str>,
    /// E-mail addresses, such as the clinic's own.
    pub addresses: &'a [&'a str],
    /// The contrary: names of people whom the mail is not to, and which it must not contain.
    pub others: &'a [&'a str],
}

/// One objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A word, or the beginning of one, that tells what the appointment is for.
    ForbiddenWord(&'static str),
    /// Something that a mail program would fetch or run.
    RemoteContent(&'static str),
    /// A link that is not allowed.
    Link(String),
    /// A link that others read on its way: https only, whatever is allowed.
    Insecure(String),
    /// An e-mail address that is not allowed.
    Address(String),
    /// The name of somebody whom the mail is not to.
    Name(String),
    /// A character that turns the direction of the text.
    BidiControl(char),
}

/// What a page may have, and a mail may not.
const FORM: &str = "<form";

/// What makes a mail program fetch or run something.
const REMOTE: [&str; 17] = [
    "<img",
    "<picture",
    "<svg",
    "<audio",
    "<embed",
    "http-equiv",
    "srcset",
    "<script",
    "<link",
    "<iframe",
    "<object",
    "<video",
    FORM,
    "src=",
    "background=",
    "url(",
    "@import",
];

/// Every objection to a mail: words of any language, in subject, text and HTML with its attributes.
#[must_use]
pub fn lint(mail: &RenderedMail, allowed: &Allowed<'_>) -> Vec<Finding> {
    let RenderedMail { subject, text, html, language: _ } = mail;
    objections(&format!("{subject}\n{text}\n{html}"), html, allowed)
}

/// Every objection to a page behind a mail's link: the same, but that a page asks by a form.
#[must_use]
pub fn lint_page(html: &str, allowed: &Allowed<'_>) -> Vec<Finding> {
    let mut found = objections(html, html, allowed);
    found.retain(|finding| *finding != Finding::RemoteContent(FORM));
    found
}

fn objections(whole: &str, html: &str, allowed: &Allowed<'_>) -> Vec<Finding> {
    let small = html.to_lowercase();
    let words = forbidden_words(whole).into_iter().map(Finding::ForbiddenWord);
    let remote = REMOTE.into_iter().filter(|mark| small.contains(mark)).map(Finding::RemoteContent);
    let pieces =
        || whole.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '(' | ')'));
    let links =
        pieces().filter(|piece| piece.contains("://") || piece.starts_with("www.")).filter_map(|link| {
            match link.to_lowercase().starts_with("http://") {
                true => Some(Finding::Insecure(link.to_owned())),
                false if allowed.links.contains(&link) || is_own_page(link, allowed.link_base) => None,
                false => Some(Finding::Link(link.to_owned())),
            }
        });
    let addresses = pieces()
        .filter(|piece| piece.contains('@') && !piece.contains("://"))
        .map(|piece| piece.trim_start_matches("mailto:").trim_matches(['.', ',', ';', ':']))
        .filter(|address| !allowed.addresses.contains(address))
        .map(|address| Finding::Address(address.to_owned()));
    let plain = whole.to_lowercase();
    let names = allowed.others.iter().filter(|name| plain.contains(&name.to_lowercase()));
    let names = names.map(|name| Finding::Name((*name).to_owned()));
    let turns = whole.chars().filter(|c| is_bidi_control(*c)).map(Finding::BidiControl);
    words.chain(remote).chain(links).chain(addresses).chain(names).chain(turns).collect()
}

/// Whether a link leads to a page of the service's own, and nobody reads it on its way.
fn is_own_page(link: &str, base: Option<&str>) -> bool {
    let path = base.and_then(|base| link.strip_prefix(base));
    link.starts_with("https://") && path.is_some_and(|path| path.starts_with("/m/"))
}

/// Whether a character is one of the bidirectional controls of Unicode UAX #9.
#[must_use]
pub const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::people::Language;

    fn mail(subject: &str, text: &str, html: &str) -> RenderedMail {
        RenderedMail {
            subject: subject.to_owned(),
            text: text.to_owned(),
            html: html.to_owned(),
            language: Language::En,
        }
    }

    #[rstest]
    #[case("Your THERAPY", "", "", Finding::ForbiddenWord("therap*"))]
    #[case("", "IPT-B on Tuesday", "", Finding::ForbiddenWord("ipt"))]
    #[case("", "su sesión", "", Finding::ForbiddenWord("sesion*"))]
    #[case("", "", "<p class=\"group\">", Finding::ForbiddenWord("group*"))]
    #[case("", "", "<IMG alt=x>", Finding::RemoteContent("<img"))]
    #[case("", "", "<p style=\"x: url(a)\">", Finding::RemoteContent("url("))]
    #[case("", "see http://example.org/x", "", Finding::Insecure("http://example.org/x".to_owned()))]
    #[case("", "", "<a href=\"HTTP://example.org/x\">", Finding::Insecure("HTTP://example.org/x".to_owned()))]
    #[case("", "", "<source srcset=x>", Finding::RemoteContent("srcset"))]
    #[case("", "", "<table background=x>", Finding::RemoteContent("background="))]
    #[case("", "", "<a href=\"https://example.org/y\">", Finding::Link("https://example.org/y".to_owned()))]
    #[case("", "write to eve@example.com.", "", Finding::Address("eve@example.com".to_owned()))]
    #[case("a\u{202e}b", "", "", Finding::BidiControl('\u{202e}'))]
    fn each_objection_is_found(
        #[case] subject: &str,
        #[case] text: &str,
        #[case] html: &str,
        #[case] found: Finding,
    ) {
        assert_eq!(lint(&mail(subject, text, html), &Allowed::default()), [found]);
    }

    #[test]
    fn of_links_only_those_to_our_own_pages_pass_and_only_in_secret() {
        let allowed = Allowed { link_base: Some("https://example.org/a"), ..Allowed::default() };
        let found = |link: &str| lint(&mail("", link, ""), &allowed);
        assert_eq!(found("https://example.org/a/m/rdl_x"), []);
        let overheard = "http://example.org/a/m/rdl_x";
        assert_eq!(found(overheard), [Finding::Insecure(overheard.to_owned())]);
        let allowed_by_name = Allowed { links: &[overheard], ..allowed };
        assert_eq!(
            lint(&mail("", overheard, ""), &allowed_by_name).len(),
            1,
            "https only, whatever is allowed"
        );
        for bad in [
            "https://example.org/a/other",
            "https://example.org/m/rdl_x",
            "https://example.org.evil.example/a/m/rdl_x",
            "https://example.com/a/m/rdl_x",
        ] {
            assert_eq!(found(bad), [Finding::Link(bad.to_owned())]);
        }
        let insecure = Allowed { link_base: Some("http://example.org"), ..Allowed::default() };
        assert_eq!(lint(&mail("", "http://example.org/m/x", ""), &insecure).len(), 1);
    }

    #[test]
    fn a_page_may_ask_by_a_form_and_nothing_else_that_a_mail_may_not() {
        let form = "<form method=\"post\" action=\"x\"><button>Yes</button></form>";
        assert_eq!(lint(&mail("", "", form), &Allowed::default()), [Finding::RemoteContent("<form")]);
        assert_eq!(lint_page(form, &Allowed::default()), []);
        let found = lint_page("<script>therapy@example.com</script>", &Allowed::default());
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn a_zone_s_name_is_no_word_about_a_score() {
        assert_eq!(forbidden_words("America/Scoresbysund"), [""; 0]);
        assert_eq!(forbidden_words("Your scores"), ["scores"]);
    }

    #[test]
    fn the_name_of_somebody_else_is_found_wherever_it_stands() {
        let allowed = Allowed { others: &["Zoë", "Ada"], ..Allowed::default() };
        let named = Finding::Name("Zoë".to_owned());
        for (subject, text, html) in [("To ZOË", "", ""), ("", "with zoë.", ""), ("", "", "<p>Zoë</p>")] {
            assert_eq!(lint(&mail(subject, text, html), &allowed), std::slice::from_ref(&named));
        }
        assert_eq!(lint(&mail("", "nobody", ""), &allowed), []);
    }

    #[test]
    fn what_is_allowed_and_what_only_resembles_passes() {
        let allowed = Allowed {
            links: &["https://example.org/l/1"],
            link_base: None,
            addresses: &["desk@example.org"],
            others: &["Quetzal"],
        };
        let text =
            "Regrouped chapters: write to desk@example.org, or see https://example.org/l/1 (multiple).";
        assert_eq!(lint(&mail("Appointment", text, "<p>1</p>"), &allowed), []);
    }
}
