export { groq, type GroqSettings } from './groq.ts'
