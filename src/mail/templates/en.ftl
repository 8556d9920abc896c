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
notice-to-ask = If you have a question, or the time does not suit you, please call { $phone }.
notice-time = { $date }, { $time }, { $length }

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
