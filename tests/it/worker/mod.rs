//! What runs by itself: planning, delivering, dying in between, and whose turn it is.

mod bounces;
mod brief_forms;
mod changes;
mod closures;
mod content;
mod crashes;
mod delivering;
mod guest_seats;
mod in_doubt;
mod mail_pauses;
mod mail_preview;
mod notice_races;
mod notices;
mod planning;
mod query_plans;
mod quiet_hours;
mod recording;
mod redating;
mod rederive;
mod rules;
mod runs;
mod smtp;
mod staff_mails;
mod unreadable;
mod welcome_changes;
mod welcomes;
