/*
 * readings.h: how every file of a leak is read, for every crowd. Nothing here has looked at a key.
 */
#ifndef DYE_INQUIRY_READINGS_H
#define DYE_INQUIRY_READINGS_H

#include "trace/ingest/reading.h"
#include "trace/inquiry/crowd.h"
#include "trace/inquiry/seize.h"

/* The ways in which one file can be cut. */
struct dye_file_layouts {
	struct dye_layout layouts[DYE_LAYOUTS_MAX];
	size_t count;
};

/* What one crowd's profile makes of one file. */
struct dye_file_readings {
	struct dye_reading readings[DYE_READINGS_MAX];
	size_t count;
};

/* All zero is empty. */
struct dye_leak_readings {
	struct dye_file_layouts * files; /* Owned. */
	size_t file_count;
	struct dye_file_readings * readings; /* Owned. [crowd * file_count + file] */
	size_t crowd_count;
};

/**
 * dye_leak_readings_find(readings, seizure, crowds, wish, err): The caller releases with dye_leak_readings_release(), after an error too.
 * dye_leak_readings_again(): after a layout was struck; DYE_EDATA, with ${err} as it is, where a file has none left.
 */
enum dye_code dye_leak_readings_find(struct dye_leak_readings * readings, const struct dye_seizure * seizure,
    const struct dye_crowds * crowds, const struct dye_dialect_wish * wish, struct dye_error * err);
enum dye_code dye_leak_readings_again(
    struct dye_leak_readings * readings, const struct dye_crowds * crowds, struct dye_error * err);

/**
 * dye_leak_readings_beside(readings, seizure, file, text, err): Append to ${text} what the likeliest reading of the file passes over: what stands
 * beside its tables. Nothing where that is little, or one table was wished for.
 */
enum dye_code dye_leak_readings_beside(const struct dye_leak_readings * readings, const struct dye_seizure * seizure,
    size_t file, struct dye_buffer * text, struct dye_error * err);
void dye_leak_readings_release(struct dye_leak_readings * readings);

/* The most readings that a file has for the crowd. */
size_t dye_leak_readings_count(const struct dye_leak_readings * readings, size_t crowd);

/* The ${rank}-th reading of a file, from 0: its last where it has fewer. */
const struct dye_reading * dye_leak_reading(
    const struct dye_leak_readings * readings, size_t crowd, size_t file, size_t rank);

/* What the whole leak has lost on the way, under its ${rank}-th reading. */
struct dye_losses dye_leak_losses(const struct dye_leak_readings * readings, size_t crowd, size_t rank);

#endif
