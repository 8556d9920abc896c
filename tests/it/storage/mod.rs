//! What the databases keep and refuse, the same on both.

mod change_feed;
mod lock_order;
mod occupancy;
mod plans;
mod privileges;
mod schedule_rules;
mod transactions;
mod upgrades;
mod words;
