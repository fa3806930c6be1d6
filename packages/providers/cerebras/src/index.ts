export { cerebras, type CerebrasSettings } from './cerebras.ts'
