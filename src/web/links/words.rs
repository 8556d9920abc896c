//! What the pages say, in each language. Neutral: whoever looks over a shoulder learns that there is an appointment, no more.

use crate::domain::links::Standing;
use crate::domain::people::Language;

/// One language's words.
pub(super) struct Words {
    pub(super) language: Language,
    pub(super) title: &'static str,
    pub(super) date: &'static str,
    pub(super) time: &'static str,
    pub(super) length: &'static str,
    open: &'static str,
    confirmed: &'static str,
    declined: &'static str,
    cancelled: &'static str,
    changed: &'static str,
    not_theirs: &'static str,
    begun: &'static str,
    pub(super) noted: &'static str,
    pub(super) ask_us: &'static str,
    pub(super) confirm: &'static str,
    pub(super) decline_title: &'static str,
    pub(super) take_back: &'static str,
    pub(super) illness: &'static str,
    pub(super) work: &'static str,
    pub(super) travel: &'static str,
    pub(super) other_reason: &'static str,
    pub(super) calendar: &'static str,
    pub(super) reminders_title: &'static str,
    pub(super) reminders_go_out: &'static str,
    pub(super) reminders_stopped: &'static str,
    pub(super) changes_still_come: &'static str,
    pub(super) stop: &'static str,
    pub(super) start: &'static str,
    pub(super) to_call: &'static str,
    pub(super) help_now: &'static str,
    /// Said in this language, to whoever would rather read it.
    pub(super) in_this_language: &'static str,
    pub(super) no_page_title: &'static str,
    pub(super) no_page: &'static str,
    pub(super) try_again: &'static str,
}

impl Words {
    /// Every language's.
    pub(super) const ALL: [&'static Self; 2] = [&ENGLISH, &SPANISH];

    /// The words of a language.
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &ENGLISH,
            Language::Es => &SPANISH,
        }
    }

    /// What is true of the appointment.
    pub(super) const fn lead(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Open => self.open,
            Standing::Confirmed => self.confirmed,
            Standing::Declined => self.declined,
            Standing::Cancelled => self.cancelled,
            Standing::Changed => self.changed,
            Standing::NotTheirs => self.not_theirs,
            Standing::Begun => self.begun,
        }
    }
}

const ENGLISH: Words = Words {
    language: Language::En,
    title: "Your appointment",
    date: "Date",
    time: "Time",
    length: "Length",
    open: "Are you coming?",
    confirmed: "You have told us that you are coming. Thank you.",
    declined: "You have told us that you can’t come. Thank you for letting us know.",
    cancelled: "This appointment does not take place.",
    changed: "This appointment was changed after that message was sent. This is how it stands now. If the time does not suit you, please call us.",
    not_theirs: "You are not expected at this appointment. If you have a question, please call us.",
    begun: "This appointment has begun. If you have a question, please call us.",
    noted: "We have noted it.",
    ask_us: "This can’t be taken back here any more: please call us.",
    confirm: "I am coming",
    decline_title: "I can’t come, because of",
    take_back: "You can change your answer until the appointment begins.",
    illness: "illness",
    work: "work or school",
    travel: "travel",
    other_reason: "something else",
    calendar: "Put it into my calendar (file)",
    reminders_title: "Reminders",
    reminders_go_out: "We remind you of your appointments by e-mail.",
    reminders_stopped: "We send you no reminders.",
    changes_still_come: "If an appointment is moved or cancelled, we write to you all the same.",
    stop: "Send me no more reminders",
    start: "Send me reminders again",
    to_call: "To call us:",
    help_now: "If you need help right away:",
    in_this_language: "In English, please",
    no_page_title: "Nothing here",
    no_page: "This link is not valid, or not valid any more. If you have a question about an appointment, please call us.",
    try_again: "This can’t be done at the moment. Please try again later, or call us.",
};

const SPANISH: Words = Words {
    language: Language::Es,
    title: "Su cita",
    date: "Fecha",
    time: "Hora",
    length: "Duración",
    open: "¿Vendrá?",
    confirmed: "Nos ha dicho que vendrá. Gracias.",
    declined: "Nos ha dicho que no puede venir. Gracias por avisarnos.",
    cancelled: "Esta cita se ha cancelado.",
    changed: "Esta cita cambió después de enviarse ese mensaje. Estos son los datos actuales. Si la hora no le conviene, llámenos, por favor.",
    not_theirs: "No le esperamos en esta cita. Si tiene alguna pregunta, llámenos, por favor.",
    begun: "Esta cita ya ha comenzado. Si tiene alguna pregunta, llámenos, por favor.",
    noted: "Lo hemos anotado.",
    ask_us: "Esto ya no se puede cambiar aquí: llámenos, por favor.",
    confirm: "Sí, vendré",
    decline_title: "No puedo venir, por",
    take_back: "Puede cambiar su respuesta hasta que comience la cita.",
    illness: "enfermedad",
    work: "trabajo o estudios",
    travel: "viaje",
    other_reason: "otro motivo",
    calendar: "Añadirla a mi calendario (archivo)",
    reminders_title: "Recordatorios",
    reminders_go_out: "Le recordamos sus citas por correo electrónico.",
    reminders_stopped: "No le enviamos recordatorios.",
    changes_still_come: "Si una cita se cambia o se cancela, le escribiremos de todos modos.",
    stop: "No quiero más recordatorios",
    start: "Quiero volver a recibir recordatorios",
    to_call: "Para llamarnos:",
    help_now: "Si necesita ayuda en este momento:",
    in_this_language: "En español, por favor",
    no_page_title: "Aquí no hay nada",
    no_page: "Este enlace no es válido o ha dejado de serlo. Si tiene alguna pregunta sobre una cita, llámenos, por favor.",
    try_again: "No es posible en este momento. Inténtelo más tarde o llámenos, por favor.",
};
