export { findingsTable } from '../report/findings-table.ts'
export { judgeCase, type Finding } from './judge-case.ts'
export type { Bound, OverloadCase } from './overload-case.ts'
export { overloadCases } from './overload-cases.ts'
