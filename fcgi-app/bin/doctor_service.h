/*
 * Doctor, on what runs: the pools, the market daemon and its providers, and the units of
 * systemd with their confinement, as they are and as their processes have it.
 */
#ifndef BIN_DOCTOR_SERVICE_H
#define BIN_DOCTOR_SERVICE_H

void doctor_service_pools(void);
void doctor_service_market(void);

#endif
