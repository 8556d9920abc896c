//! Who is asking.

use async_graphql::{Context, Object, Result};

use crate::app::App;
use crate::app::access::read_viewer;
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::types::Viewer;

#[derive(Default)]
pub(crate) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is asking: clinic, role, scopes. Every token may ask this.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let records = read_viewer(app, caller).await.map_err(expose)?;
        Ok(Viewer { records, caller: caller.clone() })
    }
}
