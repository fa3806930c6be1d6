export { oracle } from './oracle.ts'
export { qualityScenarios } from './quality-scenarios.ts'
export { equipped, type MakeStrategy } from './subjects.ts'
