import { outages } from './outages.ts'
import { describeCases } from './test/describe-cases.ts'

describeCases('an outage of every target', outages)
