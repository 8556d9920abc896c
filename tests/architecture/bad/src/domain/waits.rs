//! The pure layer is synchronous.

pub async fn wait() {} //~ Async
pub fn later() {
    let block = async { 1 }; //~ Async
    let closure = async || 2; //~ Async
    println!("{}", block.await); //~ Print, Async
    async_looking_name(await_looking_name);
}
pub trait Waits {
    async fn wait(&self); //~ Async
}
#[cfg(test)]
mod tests {
    fn prints() {
        println!("a test may");
    }
    async fn waits() {} //~ Async
}
