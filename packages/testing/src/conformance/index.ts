export { conformanceCases, type AdapterSettings, type ConformanceOptions } from './conformance-cases.ts'
export { fixtureDate, readFixtures, type ExpectedFailure, type Fixture, type Surface } from './fixtures.ts'
export type { ConformanceCase } from './suite.ts'
