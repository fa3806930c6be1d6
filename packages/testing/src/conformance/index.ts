export { fixtureDate, readFixtures, type ExpectedFailure, type Fixture, type Surface } from './fixtures.ts'
