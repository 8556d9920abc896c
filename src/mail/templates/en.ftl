# Words of the mails in English. Neutral: a passer-by learns that there is an appointment, no more.
# tests in render/ keep this file and es.ftl complete, and lint every mail made from them.

greeting = Hello,
greeting-named = Hello { $name },
sent-automatically = This message was sent automatically.
help-now = If you need help right away:

reminder-subject = Appointment reminder
reminder-intro = This is a reminder of your appointment.
reminder-to-change = To change it, or if you have a question, please call { $phone }.

label-date = Date
label-time = Time
label-length = Length
length = { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
}
time-in-zone = { $time } ({ $zone }, { $zone-in-words })
