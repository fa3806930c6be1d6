export { deepseek, type DeepSeekSettings } from './deepseek.ts'
