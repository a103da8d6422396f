/*
 * The verdict for the customer's eyes: what only the provider may see is taken out of it before any format is written,
 * so that no format can show it. Private to src/engine.
 *
 * A document is the provider's own unless it is labelled `audience: shared`, or its kind usually is shared and no label
 * says otherwise; so is a field that a schema marks as internal. Of findings there the check, the gate and the number
 * are left, at the Engagement; paths, names and digests of such documents are blank; figures that they say, what people
 * of the provider have to do, and opportunities are gone.
 */
#ifndef D1_ENGINE_WITHHELD_AUDIENCE_H
#define D1_ENGINE_WITHHELD_AUDIENCE_H

#include "engine/running.h"

/* Changes the verdict of a run that is otherwise done, the exit status apart. Returns 0 or D1_ERR_MEMORY. */
int d1_audience_restrict(struct d1_run *run, struct d1_engagement_verdict *engagements);

#endif
