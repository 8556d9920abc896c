//! A name that says nothing, at its end. //~ ForbiddenName
use crate::graphql::execute;
use crate::app; //~ Layer
