//! Guarded crates outside their place, each in another dress.

use sea_orm::{EntityTrait, Set}; //~ Guarded
use ::sqlx::Row; //~ Guarded
use async_graphql as gql; //~ Guarded
use std::{
    collections::HashMap,
    env, //~ Guarded
};
extern crate lettre; //~ Guarded
extern crate named;

#[derive(axum::extract::FromRef)] //~ Guarded
pub struct State {
    at: chrono::DateTime<chrono::Utc>, //~ Guarded
    zone: ::chrono::FixedOffset, //~ Guarded
}

#[async_graphql::Object] //~ Guarded
impl State {
    fn home() {
        std::env::var("HOME"); //~ Guarded
        assert!(tower_http::trace::on()); //~ Guarded
        named_in_a_macro::call!(1, key: ::tower::Service); //~ Guarded
        roundel_migrations::run!(); //~ Guarded
        std::print!("x"); //~ Print
        assert!({ eprint!("y"); true }); //~ Print
        let (chrono, env, axum) = (1, 2, 3);
        let clock = own::chrono::now(chrono::<u8>, env, axum);
    }

    #[cfg(test)]
    fn with_rows() {
        let row = sea_orm::Row;
    }

    #[cfg(not(test))]
    fn without_rows() {
        let row = sea_orm::Row; //~ Guarded
    }
}

#[cfg(test)]
mod fixtures;

#[cfg(all(test, unix))]
use chrono::Utc;
#[cfg(any(test, unix))]
use chrono::Local; //~ Guarded
