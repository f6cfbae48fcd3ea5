/*
 * Doctor, on the machine: disk, memory, shared memory, clock, ports.
 */
#ifndef BIN_DOCTOR_MACHINE_H
#define BIN_DOCTOR_MACHINE_H

void doctor_machine_disk(void);
void doctor_machine_memory(void);
void doctor_machine_clock(void);
void doctor_machine_ports(void);

#endif
