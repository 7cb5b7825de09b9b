/*
 * rules.h: the rule by which a leaker seems to have rewritten all slots of one type, judged from the spellings that were seen and from
 * nothing else.
 */
#ifndef DYE_EVIDENCE_RULES_H
#define DYE_EVIDENCE_RULES_H

#include "trace/evidence/leak.h"

/* What was done to alternatives of a slot type: nothing, ${from} was written as ${to}, or everything was. */
struct dye_rule {
	enum { DYE_RULE_NONE, DYE_RULE_ALL, DYE_RULE_ONE } form;
	uint8_t from;
	uint8_t to;
};

/* The rule of every slot of the leak. Allocates ${rules}, one for each slot; the caller frees it. */
enum dye_code dye_rules_find(const struct dye_leak * leak, struct dye_rule ** rules, struct dye_error * err);

/* The positions that the rule writes as one of ${seen}; ${seen} itself where the rule does not apply or leaves none. */
uint64_t dye_rule_preimage(struct dye_rule rule, const struct dye_table * table, uint64_t seen);

#endif
