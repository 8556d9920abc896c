//! Tests may name anything.
use only_tested::x;
use test_named::y;
use sea_orm::Database;
