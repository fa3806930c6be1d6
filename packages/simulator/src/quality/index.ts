export { oracle } from './oracle.ts'
export { qualityScenarios } from './quality-scenarios.ts'
export { randomScenario } from '../random/random-scenario.ts'
export { equipped, type MakeStrategy } from './subjects.ts'
