//! Tasks of the staff: listing and closing them. What opens one does so in its own transaction.
//!
//! Owns: who may see and close them. Must not know: what led to one.
//! Example: `close_task(&app, &caller, command)` keeps who closed it, and what they wrote.
//! The next thing to do with a task is a file of its own here.

mod close_task;
mod queries;

pub use close_task::{CloseTask, CloseTaskError, close_task};
pub use queries::{find_task, list_tasks};
