"""Who somebody is: people, departments, appointments, absences, roles, sign-in and notices."""
