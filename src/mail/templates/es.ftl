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
confirm-to-call = Para decírnoslo, para cambiarla, o si tiene alguna pregunta, llame al { $phone }.
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
notice-to-answer = Díganos en esta página si vendrá, por favor:
notice-to-ask = Si tiene alguna pregunta, o si la hora no le conviene, llame al { $phone }.
notice-time = { $date }, { $time }, { $length }

welcome-subject = Su primera cita
welcome-intro = Le damos la bienvenida. Su primera cita es:
welcome-weekly = Por lo general, sus citas son una vez por semana.
welcome-others = Le recordaremos sus citas por correo.
welcome-to-ask = Para cambiarla, o si tiene alguna pregunta, llame al { $phone }.

# Al personal. Tan neutras como las demás: también estos correos pueden verse en una pantalla bloqueada.
staff-to-look = Consulte Roundel, por favor.
declined-subject = Alguien no puede venir
declined-intro = Alguien no puede venir a esta cita suya.
declined-early = Ha avisado a tiempo.
declined-late = Ha avisado tarde.
taken-back-subject = Alguien vendrá después de todo
taken-back-intro = Alguien había dicho que no podía venir a esta cita suya. Finalmente vendrá.
nudge-subject = Registros por completar
nudge-intro = { $count ->
    [one] Una cita suya ha terminado y nadie ha anotado quién vino.
   *[other] { $count } citas suyas han terminado y nadie ha anotado quién vino.
}
nudge-days = Cuándo
nudge-more = { $count ->
    [one] y una más
   *[other] y { $count } más
}
digest-subject = Su semana en cifras
digest-intro = La semana pasada, y lo que está pendiente ahora:
digest-held = Citas de la semana pasada
digest-cancelled = Canceladas la semana pasada
digest-attended = Plazas ocupadas
digest-of-all = { $part } de { $whole } ({ $percent } %)
digest-nothing-counts = ninguna anotada
digest-coming = Citas de esta semana
digest-unrecorded = Citas sin anotar
digest-flags = Avisos abiertos
digest-unowned = Avisos abiertos sin responsable
digest-tasks = Tareas pendientes
digest-failed-mails = Correos fallidos la semana pasada
digest-suspended = Direcciones de las que se devuelven correos

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
