export { registerWithPromClient, type PromClientRegistry } from './register-with-prom-client.ts'
