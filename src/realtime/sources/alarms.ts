import type { AlarmBook } from '../alarmBook';
import type { TopicSource } from '../topic';

/** The alarms of all nodes. */
export const alarmSource = (book: AlarmBook): TopicSource => ({
  open: (sink) => {
    sink.replace(book.all());
    return book.listen(({ changed, dropped }) => {
      sink.update([changed], dropped);
    });
  },
});
