export { Emitter, type EmittedEvent, type EventListener } from './emitter.ts'
