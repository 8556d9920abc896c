# Las palabras de los correos en español. Neutras: quien las vea de paso sabrá que hay una cita, nada más.
# Las pruebas de render/ mantienen completos este fichero y en.ftl, y revisan cada correo hecho con ellos.

greeting = Hola:
greeting-named = Hola, { $name }:
sent-automatically = Este mensaje se ha enviado automáticamente.
help-now = Si necesita ayuda en este momento:

reminder-subject = Recordatorio de cita
reminder-intro = Le recordamos su cita.
reminder-to-change = Para cambiarla, o si tiene alguna pregunta, llame al { $phone }.

label-date = Fecha
label-time = Hora
label-length = Duración
length = { $minutes ->
    [one] { $minutes } minuto
   *[other] { $minutes } minutos
}
time-in-zone = { $time } ({ $zone }, { $zone-in-words })
