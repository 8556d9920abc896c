//! Recording, correcting and withdrawing readings, a clinic's own instruments, and looking at safety notices.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::change_measure::{ChangeMeasurePayload, CorrectMeasureInput, WithdrawMeasureInput};
use super::record_measure::{RecordMeasureInput, RecordMeasurePayload};
use crate::app::App;
use crate::app::measures::{
    self, AcknowledgeSafetyNotice, AcknowledgeSafetyNoticeError, CreateInstrument, CreateInstrumentError,
    ReopenSafetyNotice, ReopenSafetyNoticeError,
};
use crate::domain::access::Caller;
use crate::domain::measures::{self as domain, Band, InvalidScale, ReopenNoticeError, Scale};
use crate::domain::name::Name;
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, each, text};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{Instrument, SafetyNotice};

/// A part of an instrument's range, and its name.
#[derive(InputObject)]
pub(crate) struct MeasureBandInput {
    /// The least total that lies in it, in points; it reaches to the next band.
    from: i32,
    /// What it is called: 1 to 120 characters.
    name: String,
}

/// A clinic's own instrument.
#[derive(InputObject)]
pub(crate) struct CreateInstrumentInput {
    /// What it is called, unique in the clinic: 1 to 120 characters.
    name: String,
    /// The least total, in points.
    minimum: i32,
    /// The greatest total, in points.
    maximum: i32,
    /// Whether a higher total is worse.
    higher_is_worse: bool,
    /// Its bands, from the least total up: at most 12.
    #[graphql(default)]
    bands: Vec<MeasureBandInput>,
    /// By how many points at least two readings differ if the change is no chance of measuring; without it, change is shown and
    /// not judged.
    reliable_change: Option<i32>,
}

payload! {
    /// The answer to `createInstrument`.
    "createInstrument" => CreateInstrumentPayload {
        /// The instrument.
        instrument: Instrument
    }
    CreateInstrumentUserError, CreateInstrumentErrorCode {
        /// Its range, its bands or its reliable change can't be counted on; `field` says which.
        InvalidScale,
        /// There is an instrument of that name.
        NameTaken,
        /// The clinic has as many instruments as it may.
        TooMany,
    }
}

/// That somebody looked at a safety notice.
#[derive(InputObject)]
pub(crate) struct AcknowledgeSafetyNoticeInput {
    /// The notice (`sfn_…`).
    notice_id: ID,
    /// What they found and did: 1 to 500 characters.
    note: String,
}

payload! {
    /// The answer to `acknowledgeSafetyNotice`.
    "acknowledgeSafetyNotice" => AcknowledgeSafetyNoticePayload {
        /// The notice.
        notice: SafetyNotice
    }
    AcknowledgeSafetyNoticeUserError, AcknowledgeSafetyNoticeErrorCode {
        /// Somebody looked at it already, and wrote another note.
        AlreadyAcknowledged,
        /// The reading was corrected or withdrawn: it does not say so any more.
        Withdrawn,
        /// Only a member of staff can look at it.
        NobodyOfTheStaff,
    }
}

/// A safety notice that was acknowledged by mistake, or too early.
#[derive(InputObject)]
pub(crate) struct ReopenSafetyNoticeInput {
    /// The notice (`sfn_…`).
    notice_id: ID,
    /// Why, for whoever looks at it next: 1 to 500 characters.
    reason: String,
}

payload! {
    /// The answer to `reopenSafetyNotice`.
    "reopenSafetyNotice" => ReopenSafetyNoticePayload {
        /// The notice.
        notice: SafetyNotice
    }
    ReopenSafetyNoticeUserError, ReopenSafetyNoticeErrorCode {
        /// Nobody has looked at it yet: it is on the list.
        NotAcknowledged,
        /// The reading was corrected or withdrawn: it does not say so any more.
        Withdrawn,
        /// Another notice of the same reading is on the list.
        AnotherOpen,
        /// Only a member of staff can reopen it.
        NobodyOfTheStaff,
    }
}

impl CreateInstrumentInput {
    fn parse(self) -> Result<CreateInstrument, InvalidField> {
        let Self { name, minimum, maximum, higher_is_worse, bands, reliable_change } = self;
        let band = |MeasureBandInput { from, name }| {
            let name: Name = text("name", &name)?;
            Ok(Band { from, name: name.to_string() })
        };
        let scale = Scale {
            items: None,
            minimum,
            maximum,
            higher_is_worse,
            bands: each("bands", bands, Scale::MOST_BANDS, band)?,
            reliable_change,
            important_difference: None,
            remission_below: None,
            has_response: false,
        };
        Ok(CreateInstrument { name: text("name", &name)?, scale })
    }
}

const fn field_of_scale(error: &InvalidScale) -> &'static str {
    match error {
        InvalidScale::Range { .. } => "minimum",
        InvalidScale::BandFrom { .. } | InvalidScale::BandTwice(_) | InvalidScale::TooManyBands(_) => "bands",
        InvalidScale::ReliableChange { .. } => "reliableChange",
    }
}

#[derive(Default)]
pub(crate) struct MeasureMutations;

#[Object]
impl MeasureMutations {
    /// Records a reading of an instrument: by its items, from which the total follows, or by its total alone. The same again
    /// changes nothing; a reading that stands is changed by `correctMeasure`. Risk is assessed anew.
    async fn record_measure(
        &self,
        ctx: &Context<'_>,
        input: RecordMeasureInput,
    ) -> Result<RecordMeasurePayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        RecordMeasurePayload::of(ctx, measures::record_measure(app, caller, input.parse()?).await)
    }

    /// Replaces what a reading says; the history keeps both. Notices and flags that rested on it are withdrawn. Sending the
    /// same correction again changes nothing.
    async fn correct_measure(
        &self,
        ctx: &Context<'_>,
        input: CorrectMeasureInput,
    ) -> Result<ChangeMeasurePayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse()?);
        ChangeMeasurePayload::of(ctx, measures::correct_measure(app, caller, command).await)
    }

    /// Withdraws a reading that was recorded by mistake: it counts for nothing, and its history stays. Sending the same again
    /// changes nothing.
    async fn withdraw_measure(
        &self,
        ctx: &Context<'_>,
        input: WithdrawMeasureInput,
    ) -> Result<ChangeMeasurePayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse()?);
        ChangeMeasurePayload::of(ctx, measures::withdraw_measure(app, caller, command).await)
    }

    /// Adds an instrument of the clinic's own: its total is recorded as it stands, within its range.
    async fn create_instrument(
        &self,
        ctx: &Context<'_>,
        input: CreateInstrumentInput,
    ) -> Result<CreateInstrumentPayload> {
        use CreateInstrumentErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        let refused = |code, field, error: CreateInstrumentError| {
            Ok(CreateInstrumentPayload::refused(code, field, error))
        };
        match measures::create_instrument(app, caller, command).await {
            Ok(made) => CreateInstrumentPayload::done(ctx, Instrument(domain::Instrument::Own(made))),
            Err(CreateInstrumentError::Scale(invalid)) => {
                let field = Some(field_of_scale(&invalid));
                Ok(CreateInstrumentPayload::refused(Code::InvalidScale, field, invalid))
            }
            Err(error @ CreateInstrumentError::NameTaken(_)) => refused(Code::NameTaken, Some("name"), error),
            Err(error @ CreateInstrumentError::TooMany) => refused(Code::TooMany, None, error),
            Err(CreateInstrumentError::Failure(failure)) => Err(expose(failure)),
        }
    }

    /// Says that a member of staff looked at a safety notice, and what came of it: it is off the list then. Sending the same
    /// again changes nothing.
    async fn acknowledge_safety_notice(
        &self,
        ctx: &Context<'_>,
        input: AcknowledgeSafetyNoticeInput,
    ) -> Result<AcknowledgeSafetyNoticePayload> {
        use AcknowledgeSafetyNoticeError as Refusal;
        use AcknowledgeSafetyNoticeErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("noticeId", &input.notice_id)?;
        let command = AcknowledgeSafetyNotice { id, note: parsed!(text("note", &input.note)) };
        let error = match measures::acknowledge_safety_notice(app, caller, command).await {
            Ok(notice) => return AcknowledgeSafetyNoticePayload::done(ctx, notice),
            Err(error) => error,
        };
        let code = match error {
            Refusal::AlreadyAcknowledged => Code::AlreadyAcknowledged,
            Refusal::Withdrawn => Code::Withdrawn,
            Refusal::NobodyOfTheStaff => Code::NobodyOfTheStaff,
            Refusal::Failure(failure) => return Err(expose_on("noticeId", failure)),
        };
        Ok(AcknowledgeSafetyNoticePayload::refused(code, Some("noticeId"), error))
    }

    /// Puts a safety notice back on the list that was acknowledged by mistake, or too early; what was written then is kept in
    /// `reopenings`. Sending the same again changes nothing.
    async fn reopen_safety_notice(
        &self,
        ctx: &Context<'_>,
        input: ReopenSafetyNoticeInput,
    ) -> Result<ReopenSafetyNoticePayload> {
        use ReopenSafetyNoticeError as Refusal;
        use ReopenSafetyNoticeErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("noticeId", &input.notice_id)?;
        let command = ReopenSafetyNotice { id, reason: parsed!(text("reason", &input.reason)) };
        let error = match measures::reopen_safety_notice(app, caller, command).await {
            Ok(notice) => return ReopenSafetyNoticePayload::done(ctx, notice),
            Err(error) => error,
        };
        let code = match error {
            Refusal::Notice(ReopenNoticeError::NotAcknowledged) => Code::NotAcknowledged,
            Refusal::Notice(ReopenNoticeError::Withdrawn) => Code::Withdrawn,
            Refusal::Notice(ReopenNoticeError::AnotherOpen) => Code::AnotherOpen,
            Refusal::NobodyOfTheStaff => Code::NobodyOfTheStaff,
            Refusal::Failure(failure) => return Err(expose_on("noticeId", failure)),
        };
        Ok(ReopenSafetyNoticePayload::refused(code, Some("noticeId"), error))
    }
}
