//! What clients do by the links of their mails: from the mail to the page, to what staff see.

mod answers;
mod declined;
mod desk;
mod discretion;
mod notices;
mod pages;
mod reminders;
mod risk;
mod secrets;
