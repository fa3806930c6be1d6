import { describeCases } from './test/describe-cases.ts'
import { hedging } from './hedging.ts'

describeCases('hedging', hedging)
