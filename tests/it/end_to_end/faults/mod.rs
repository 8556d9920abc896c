//! What goes wrong around a server: clients that send too much or nothing, a database that stops, a disk that is full.
//!
//! Owns: the faults, and what stands after them: the process lives, errors are clear, what was acknowledged is there.
//! Must not know: the program's insides. Example: `Load::begin(&api)` keeps several clients busy while a fault happens;
//! `load.end().await.is_all_there(&api)` counts. The next fault is a file here.

mod bodies;
mod disk;
mod hostile;
mod idle;
mod load;
mod locked;
mod panics;
mod raw;
mod restarts;
