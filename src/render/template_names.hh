/* For template.cc alone: what is known of the names that templates use. */
#ifndef KVIESLYS_RENDER_TEMPLATE_NAMES_HH
#define KVIESLYS_RENDER_TEMPLATE_NAMES_HH

#include <ctemplate/template_string.h>

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

/* A name as its first and last bytes and its length: names of up to 16 bytes are the same when these are. */
struct name_key {
	uint64_t head = 0, tail = 0;
	size_t size = 0;

	name_key() = default;
	explicit name_key(std::string_view s) : size(s.size())
	{
		const char *p = s.data();

		if (size >= 8) {
			memcpy(&head, p, 8);
			memcpy(&tail, p + size - 8, 8);
		} else if (size >= 4) {
			memcpy(&head, p, 4);
			memcpy(&tail, p + size - 4, 4);
		} else if (size > 0) {
			head = static_cast<unsigned char>(p[0]) | static_cast<unsigned char>(p[size / 2]) << 8;
			tail = static_cast<unsigned char>(p[size - 1]);
		}
	}
	size_t hash() const
	{
		uint64_t h = ((head ^ size) * 0x9E3779B97F4A7C15u ^ tail) * 0xC2B2AE3D27D4EB4Fu;

		return h ^ (h >> 29);
	}
	bool same(const name_key &k, const char *mine, const char *other) const
	{
		return head == k.head && tail == k.tail && size == k.size && (size <= 16 || memcmp(mine, other, size) == 0);
	}
};

struct pair {
	std::string_view name;
	ctemplate::TemplateString value{ "", 0 };
};

/* What is known of a name. */
struct slot {
	unsigned generation = 0;
	unsigned section = 0; /* its number, from 1 on; 0: no section */
	bool has_value = false;
	name_key key;
	const char *name = nullptr;
	ctemplate::TemplateString value{ "", 0 };
};

/* A hash table that is emptied by counting up, so that clearing costs nothing and frees nothing. */
class table {
public:
	table() : slots_(256) {}
	void clear()
	{
		generation_++;
		used_ = 0;
	}
	/* nullptr when it is not there and shall not be added */
	slot *get(std::string_view name, const name_key &key, bool add)
	{
		if (add && used_ * 2 >= slots_.size()) {
			grow();
		}
		for (size_t i = key.hash();; i++) {
			slot &s = slots_[i & (slots_.size() - 1)];

			if (s.generation != generation_) {
				if (!add) {
					return nullptr;
				}
				s.generation = generation_;
				s.section = 0;
				s.has_value = false;
				s.key = key;
				s.name = name.data();
				used_++;
				return &s;
			}
			if (s.key.same(key, s.name, name.data())) {
				return &s;
			}
		}
	}
	const slot *find(std::string_view name, const name_key &key) const
	{
		return const_cast<table *>(this)->get(name, key, false);
	}

private:
	void grow()
	{
		std::vector<slot> old(slots_.size() * 2);

		old.swap(slots_);
		used_ = 0;
		for (const slot &s : old) {
			if (s.generation == generation_) {
				*get(std::string_view(s.name, s.key.size), s.key, true) = s;
			}
		}
	}
	std::vector<slot> slots_;
	unsigned generation_ = 1;
	size_t used_ = 0;
};

} // namespace

#endif
