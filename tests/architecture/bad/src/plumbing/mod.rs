//! A layer the map does not know. //~ UnknownLayer
use crate::plumbing::own;
