import { embeddedSipLab } from '../support/embeddedBench';
import { sipStackContract } from './sipStack.contract';

sipStackContract('embedded, datagrams', true, () => Promise.resolve(embeddedSipLab(null)));
