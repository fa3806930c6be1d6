export { lacksOf } from './catalogue/lacks-of.ts'
export type { ModelCapabilities, ModelFacts } from './catalogue/model-facts.ts'
