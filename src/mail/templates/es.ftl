# Las palabras de los correos en español. Neutras: quien las vea de paso sabrá que hay una cita, nada más.
# Las pruebas de render/ mantienen completos este fichero y en.ftl, y revisan cada correo hecho con ellos.

greeting = Hola:
greeting-named = Hola, { $name }:
sent-automatically = Este mensaje se ha enviado automáticamente.
help-now = Si necesita ayuda en este momento:

reminder-subject = Recordatorio de cita
reminder-intro = Le recordamos su cita.
reminder-to-answer = Díganos en esta página si vendrá, por favor. En ella también puede dejar de recibir estos recordatorios:
confirm-subject = Confirme su cita, por favor
confirm-intro = Tiene una cita. Díganos si vendrá, por favor.
confirm-to-answer = Puede responder en esta página. En ella también puede dejar de recibir estos recordatorios:
reminder-to-change = Para cambiarla, o si tiene alguna pregunta, llame al { $phone }.

notice-subject-moved = Cambio de cita
notice-subject-cancelled = Cita cancelada
notice-subject-restored = Su cita se mantiene
notice-subject-added = Nueva cita
notice-subject-place = Cambio de lugar de su cita
notice-subject-digest = Sus citas han cambiado
notice-intro-moved = Su cita ha cambiado de hora.
notice-intro-cancelled = Su cita se ha cancelado.
notice-intro-restored = Su cita se había cancelado. Finalmente se mantiene.
notice-intro-added = Tiene una nueva cita.
notice-intro-place = Su cita será en otro lugar.
notice-intro-digest = Sus citas han cambiado:
notice-to-ask = Si tiene alguna pregunta, o si la hora no le conviene, llame al { $phone }.
notice-time = { $date }, { $time }, { $length }

label-date = Fecha
label-time = Hora
label-length = Duración
length = { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}
time-in-zone = { $time } ({ $zone }, { $zone-in-words })

label-before = Antes
label-now = Ahora
label-cancelled = Cancelada
label-restored = Se mantiene
label-added = Nueva
label-appointment = Cita
label-new-place = Nuevo lugar
place-remote = en línea o por teléfono
place-on-request = pregúntenos, por favor
