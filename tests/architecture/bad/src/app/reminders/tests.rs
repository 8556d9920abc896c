//! Test code may print and name guarded crates; the layers hold for it too.
use sea_orm::Database;
use crate::graphql::schema; //~ Layer
fn shows() {
    println!("fine");
}
