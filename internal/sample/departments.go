package sample

import (
	"fmt"
	"strings"

	"jiazhan/internal/congress"
)

// office is a kind of department that every county has.
type office struct {
	slug     string
	name     string // %s is the county
	duties   string
	keywords string
}

var offices = []office{
	{"zhujianju", "%s住房和城乡建设局", "房屋建设与质量、物业、老旧小区改造、电梯维修资金、供热燃气行业管理", "物业 小区 漏水 外墙 供暖 暖气 燃气 电梯 维修基金 房产证 烂尾 交房 危房"},
	{"chengguanju", "%s城市管理综合行政执法局", "市容环境、环卫、路灯、城区排水、占道经营、违法建设查处", "路灯 井盖 排水 污水 垃圾 占道 摊位 违建 油烟 公厕 绿化 噪声"},
	{"ziranju", "%s自然资源和规划局", "土地管理、规划许可、宅基地审批、矿产资源、林业", "占地 耕地 宅基地 规划 不动产 采砂 盗采 征地 树木"},
	{"shuiliju", "%s水利局", "农村饮水安全、河道管理、机井与取水许可、地下水超采治理、防汛", "自来水 饮水 水压 机井 河道 灌溉 地下水 中水 水质 渠"},
	{"jiaotongju", "%s交通运输局", "县乡公路建设养护、城乡公交、出租与货运管理、治超", "公路 坑洼 公交 班车 站牌 超载 货车 桥 修路"},
	{"nongyeju", "%s农业农村局", "农业生产、农资、高标准农田、厕所改造、人居环境、农机补贴、村集体三资", "种子 化肥 农药 补贴 厕所 秸秆 大棚 西瓜 农机 流转 养殖"},
	{"jiaoyuju", "%s教育局", "义务教育入学、校园安全、学校食堂、课后服务、校车、培训机构", "学校 入学 老师 幼儿园 校车 食堂 托管 培训班 家长"},
	{"weijianju", "%s卫生健康局", "医院与村卫生室、公共卫生、疫苗接种、家庭医生、托育", "医院 卫生室 村医 疫苗 挂号 医生 药 消毒"},
	{"yibaoju", "%s医疗保障局", "居民医保缴费与报销、慢性病门诊、异地就医备案", "医保 报销 慢性病 异地就医 新农合"},
	{"rensheju", "%s人力资源和社会保障局", "养老保险、拖欠工资、劳动监察、就业培训", "养老金 社保 工资 欠薪 工伤 合同 培训 就业"},
	{"minzhengju", "%s民政局", "低保、特困供养、养老机构、高龄津贴、殡葬、地名", "低保 五保 敬老院 养老院 津贴 孤儿 公墓 门牌"},
	{"shengtaiju", "石家庄市生态环境局%s分局", "大气、水、噪声和固体废物污染防治，环境执法", "扬尘 异味 废气 冒烟 废水 污染 臭 噪音 机砖"},
	{"gonganju", "%s公安局", "治安、户籍、养犬管理、反诈宣传", "户口 犬 偷 打架 诈骗 监控 身份证"},
	{"jiaojingdui", "%s公安局交通警察大队", "道路交通秩序、信号灯、停车秩序、电动自行车管理", "红绿灯 停车 堵车 闯红灯 电动车 斑马线 减速带 大车"},
	{"shichangju", "%s市场监督管理局", "食品安全、价格与计量、特种设备、消费维权、药店", "缺斤短两 过期 价格 饭店 假货 消费 充值 预付卡 秤"},
	{"fagaiju", "%s发展和改革局", "项目管理、资源能源项目清理、电价、充电桩规划", "项目 电价 充电桩 煤改气 光伏 能源"},
	{"yingjiju", "%s应急管理局", "安全生产、烟花爆竹、矿山与危化品安全、应急物资", "安全 烟花 爆竹 隐患 矿 消防通道 危化"},
	{"wenlvju", "%s文化广电体育和旅游局", "公共文化、健身设施、文物保护、旅游市场", "健身器材 广场舞 图书室 古城 文物 旅游 戏台 景区"},
	{"tuiyiju", "%s退役军人事务局", "退役军人安置、优抚优待、烈士褒扬", "退役 老兵 优抚 军属 烈士"},
	{"canlian", "%s残疾人联合会", "残疾证办理、辅具适配、无障碍改造、康复救助", "残疾 轮椅 无障碍 辅具 康复"},
	{"gongdian", "国网%s供电公司", "农网改造、低电压治理、用电报装与抢修", "停电 电压 变压器 电线杆 电表 电线"},
	{"shenpiju", "%s数据和政务服务局", "政务大厅、行政许可、一窗受理、乡镇便民服务", "大厅 窗口 执照 证明 办证 材料"},
	{"xinfangju", "%s信访局", "来信来访办理与协调、人民建议征集", "信访 上访"},
	{"caizhengju", "%s财政局", "惠农惠民补贴“一卡通”发放、财政资金监管", "一卡通 补贴发放 补助款"},
	{"gongxinju", "%s科技和工业信息化局", "企业服务、通信设施协调、工业节水节能", "基站 信号 宽带 飞线 企业 工厂"},
	{"sifaju", "%s司法局", "人民调解、法律援助、公证、行政复议", "调解 律师 法律援助 公证 邻里"},
}

func departments(spec countySpec) []congress.Form {
	var rows []congress.Form
	for i, o := range offices {
		rows = append(rows, congress.DepartmentForm{Slug: o.slug, Name: fmt.Sprintf(o.name, spec.short), Duties: o.duties,
			Keywords: strings.Fields(o.keywords), Phone: fmt.Sprintf("%s3%03d", spec.numbers, i+1)})
	}
	return rows
}

// areas are the six clean-ups and public health of joint supervision ("6+1"), then subjects of daily life.
var areas = []congress.Form{
	congress.AreaForm{Slug: "land", Name: "违法违规占用土地清理规范", Key: true, Sort: 1},
	congress.AreaForm{Slug: "building", Name: "违规违建项目清理规范", Key: true, Sort: 2},
	congress.AreaForm{Slug: "energy", Name: "资源能源项目清理规范", Key: true, Sort: 3},
	congress.AreaForm{Slug: "housing", Name: "房地产开发项目清理规范", Key: true, Sort: 4},
	congress.AreaForm{Slug: "mine", Name: "矿山综合治理", Key: true, Sort: 5},
	congress.AreaForm{Slug: "groundwater", Name: "地下水超采综合治理", Key: true, Sort: 6},
	congress.AreaForm{Slug: "health", Name: "加强公共卫生管理", Key: true, Sort: 7},
	congress.AreaForm{Slug: "roads", Name: "道路交通", Sort: 11},
	congress.AreaForm{Slug: "utilities", Name: "水电气暖", Sort: 12},
	congress.AreaForm{Slug: "surroundings", Name: "人居环境", Sort: 13},
	congress.AreaForm{Slug: "schools", Name: "教育托幼", Sort: 14},
	congress.AreaForm{Slug: "welfare", Name: "社保养老", Sort: 15},
	congress.AreaForm{Slug: "farming", Name: "农业农村", Sort: 16},
	congress.AreaForm{Slug: "neighbourhood", Name: "小区物业", Sort: 17},
	congress.AreaForm{Slug: "market", Name: "市场消费", Sort: 18},
	congress.AreaForm{Slug: "order", Name: "社会秩序", Sort: 19},
	congress.AreaForm{Slug: "service", Name: "政务服务", Sort: 20},
}
