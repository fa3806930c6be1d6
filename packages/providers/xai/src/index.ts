export { xai, type XAISettings } from './xai.ts'
