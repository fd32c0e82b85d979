// SPDX-License-Identifier: Apache-2.0
// Nothing: what calling a program costs.
#include "engine.h"

PROGRAM(empty)
{
	return XDP_PASS;
}
