export const inbox = {
  title: 'Thông báo',
  onlyUnread: 'Chỉ tin chưa đọc',
  empty: 'Chưa có thông báo nào',
  emptyUnread: 'Không còn tin chưa đọc',
  emptyText: 'Thông báo về hồ sơ của đơn vị bạn sẽ hiện ở đây và được gửi qua thư điện tử.',
  unread: 'Mới',
  markRead: 'Đánh dấu đã đọc',
  openCase: (code: string) => `Mở hồ sơ ${code}`,
  classes: { legal: 'Có giá trị pháp lý', information: 'Để biết' },
};
