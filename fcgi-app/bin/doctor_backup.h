/*
 * Doctor, on backups: how old the last good one is, which was verified as it was made,
 * and whether the log is archived.
 */
#ifndef BIN_DOCTOR_BACKUP_H
#define BIN_DOCTOR_BACKUP_H

void doctor_backup_look(void);

#endif
