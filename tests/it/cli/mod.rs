//! The command line: the real program, on its own and on both databases.

mod audit;
mod bounces;
mod clinic_update;
mod closures;
mod demo;
mod doctor;
mod export;
mod help;
mod jobs;
mod mail_pauses;
mod mail_preview;
mod refusals;
mod risk;
mod setting_up;
mod worker;
