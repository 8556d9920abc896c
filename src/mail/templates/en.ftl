# Words of the mails in English. Neutral: a passer-by learns that there is an appointment, no more.
# tests in render/ keep this file and es.ftl complete, and lint every mail made from them.

greeting = Hello,
greeting-named = Hello { $name },
sent-automatically = This message was sent automatically.
help-now = If you need help right away:

reminder-subject = Appointment reminder
reminder-intro = This is a reminder of your appointment.
reminder-to-answer = Please tell us on this page whether you are coming. There you can also stop these reminders:
confirm-subject = Please confirm your appointment
confirm-intro = You have an appointment. Please tell us whether you are coming.
confirm-to-answer = You can answer on this page. There you can also stop these reminders:
confirm-to-call = To tell us, to change it, or if you have a question, please call { $phone }.
reminder-to-change = To change it, or if you have a question, please call { $phone }.

notice-subject-moved = Appointment moved
notice-subject-cancelled = Appointment cancelled
notice-subject-restored = Appointment takes place after all
notice-subject-added = New appointment
notice-subject-place = Appointment in another place
notice-subject-digest = Your appointments have changed
notice-intro-moved = Your appointment has been moved.
notice-intro-cancelled = Your appointment has been cancelled.
notice-intro-restored = Your appointment had been cancelled. It takes place after all.
notice-intro-added = You have a new appointment.
notice-intro-place = Your appointment takes place somewhere else.
notice-intro-digest = Your appointments have changed:
notice-to-answer = Please tell us on this page whether you are coming:
notice-to-ask = If you have a question, or the time does not suit you, please call { $phone }.
notice-time = { $date }, { $time }, { $length }

welcome-subject = Your first appointment
welcome-intro = Welcome. This is when your first appointment is:
welcome-weekly = As a rule, your appointments are once a week.
welcome-others = We will remind you of your appointments by mail.
welcome-to-ask = To change it, or if you have a question, please call { $phone }.

# To staff. As neutral as the others: a staff member's mail may be read on a lock screen too.
staff-to-look = Please look in Roundel.
declined-subject = Somebody can't come
declined-intro = Somebody can't come to this appointment of yours.
declined-early = They said so in time.
declined-late = They said so late.
taken-back-subject = Somebody comes after all
taken-back-intro = Somebody had said that they can't come to this appointment of yours. They come after all.
nudge-subject = Records to complete
nudge-intro = { $count ->
    [one] One appointment of yours is over, and nobody has recorded who came.
   *[other] { $count } appointments of yours are over, and nobody has recorded who came.
}
nudge-days = When
nudge-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
digest-subject = Your week in figures
digest-intro = Last week, and what is open now:
digest-held = Appointments last week
digest-cancelled = Cancelled last week
digest-attended = Places attended
digest-of-all = { $part } of { $whole } ({ $percent } %)
digest-nothing-counts = none recorded
digest-coming = Appointments this week
digest-unrecorded = Appointments not recorded
digest-flags = Open flags
digest-unowned = Open flags without an owner
digest-tasks = Open tasks
digest-failed-mails = Mails that failed last week
digest-suspended = Addresses that mails came back from

label-date = Date
label-time = Time
label-length = Length
length = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
time-in-zone = { $time } ({ $zone }, { $zone-in-words })

label-before = Before
label-now = Now
label-cancelled = Cancelled
label-restored = Takes place
label-added = New
label-appointment = Appointment
label-new-place = New place
place-remote = online or by telephone
place-on-request = please ask us
