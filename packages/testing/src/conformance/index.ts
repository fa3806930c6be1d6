export { askAdapter, recordingFetch, type AskedAdapter, type RecordingFetch } from './ask-adapter.ts'
export { conformanceCases, type ConformanceOptions } from './conformance-cases.ts'
export {
  embeddingConformanceCases,
  type EmbeddingConformanceOptions,
} from './embedding/embedding-conformance-cases.ts'
export type { EmbeddingSurface } from './embedding/embedding-suite.ts'
export {
  fixtureDate,
  readFixtures,
  type ExpectedFailure,
  type Fixture,
  type FixtureApi,
  type Surface,
} from './fixtures.ts'
export type { KeyHeader } from './key-header.ts'
export type { AdapterSettings, SuiteOptions } from './suite-options.ts'
export type { ConformanceCase } from './suite.ts'
export { readVendorFixtures, type VendorFixtures } from './vendor-fixtures.ts'
export type { WireCall, WireCalls } from './wire-calls.ts'
