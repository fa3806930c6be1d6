export { overloadCases } from './overload-cases.ts'
export { isKept, type Bound, type OverloadCase } from './overload-case.ts'
