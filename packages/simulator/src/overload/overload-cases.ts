import { brownOuts } from './brown-outs.ts'
import type { OverloadCase } from './overload-case.ts'

/** What a balancer must survive, with what it must make of it. */
export const overloadCases: readonly OverloadCase[] = [...brownOuts]
